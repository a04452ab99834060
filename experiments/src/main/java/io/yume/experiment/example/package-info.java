/** The models of the probabilistic language, to be tried: each with data, a training and a picture. */
package io.yume.experiment.example;
