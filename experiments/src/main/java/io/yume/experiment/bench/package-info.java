/** How fast this machine is at what a run does. */
package io.yume.experiment.bench;
