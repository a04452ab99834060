/** Experiments: the command line, configurations, run folders and reports. */
package io.yume.experiment;
