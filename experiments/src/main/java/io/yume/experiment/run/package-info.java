/** One run: its configuration, its folder, its stages, and what it measures. */
package io.yume.experiment.run;
