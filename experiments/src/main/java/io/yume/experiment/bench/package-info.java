/** How fast this machine is at what a run does, and beside others. */
package io.yume.experiment.bench;
