package dev.airtableroutes.provider;

import java.util.*;

public class Questions {
    public Optional<String> inputHash(Turn t) {
        return Optional.of(t.id());
    }
}
