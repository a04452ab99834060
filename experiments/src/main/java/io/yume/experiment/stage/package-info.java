/** The stages of a run: collect, train vision, train memory, evolve, evaluate, report. */
package io.yume.experiment.stage;
