/** The command line. */
package io.yume.experiment.cli;
