/**
 * Objectives as an algebra over distributions: expressions that print as formulas and become one graph, in which each
 * draw and each network is computed once.
 */
package io.yume.loss;
