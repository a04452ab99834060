package io.yume.evaluation;

import io.yume.data.DataSet;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.Map;

/** One example without variables, for integrals that do not depend on data. */
final class NoData implements DataSet {

    @Override
    public Map<String, Shape> variables() {
        return Map.of();
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public void read(String variable, int example, Seed draw, float[] into, int at) {
        throw new IllegalArgumentException("unknown variable: variable=" + variable + ", known=[]");
    }
}
