package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.experiment.report.Statistics;

/** Episode returns in the JSON of a stage's result. */
final class Returns {

    private Returns() {}

    static double[] of(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asDouble();
        }
        return values;
    }

    /** The share of flags that are set, 0 to 1; 0 where there is none. */
    static double share(JsonNode flags) {
        int set = 0;
        for (JsonNode flag : flags) {
            set += flag.asBoolean() ? 1 : 0;
        }
        return flags.isEmpty() ? 0 : (double) set / flags.size();
    }

    /** The share of episodes that were cut; where no flags were kept, of those that gained 1 a step up to the cap. */
    static double capShare(JsonNode truncated, int cap, double... returns) {
        return truncated.isMissingNode() ? Statistics.shareAtCap(cap, returns) : share(truncated);
    }
}
