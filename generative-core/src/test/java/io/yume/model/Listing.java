package io.yume.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Java on a page.
 *
 * @param name that of the page and the number of the listing on it
 * @param code what is written there
 */
record Listing(String name, String code) {

    private static final Pattern FENCED = Pattern.compile("^```java\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    /** All on a page, from the first on. */
    static List<Listing> of(Path page) throws IOException {
        String file = page.getFileName().toString();
        List<Listing> all = new ArrayList<>();
        Matcher found = FENCED.matcher(Files.readString(page));
        while (found.find()) {
            all.add(new Listing(file + " listing " + (all.size() + 1), found.group(1)));
        }
        return all;
    }

    @Override
    public String toString() {
        return name;
    }
}
