package dev.airtableroutes.lead;

import dev.airtableroutes.provider.Turn;
import java.util.List;

/** The application stops, and of these turns nobody was asked: whoever handed them out takes them back. */
public record TurnsGivenBack(List<Turn> turns) {}
