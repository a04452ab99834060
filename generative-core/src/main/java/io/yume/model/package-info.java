/** Models ready to use, each in one file that reads like its paper. */
package io.yume.model;
