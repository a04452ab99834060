/** What a reader sees of a run: statistics, charts, pictures and the page that holds them. */
package io.yume.experiment.report;
