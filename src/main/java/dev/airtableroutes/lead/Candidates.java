package dev.airtableroutes.lead;

import dev.airtableroutes.lead.Candidate.Status;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Outcome;
import java.util.ArrayList;
import java.util.List;

/** What an answer says about the addresses of a lead. */
record Candidates(Rules rules) {

    private static final int SURE = 100;

    List<Candidate> after(List<Candidate> before, Step step, Answer answer) {
        return step.operation().equals(Step.VERIFY) ? verified(before, step, answer) : found(before, step, answer);
    }

    private List<Candidate> found(List<Candidate> before, Step step, Answer answer) {
        String address = Identity.email(answer.fields().get("email.address"));
        if (!answer.outcome().hit() || address == null || rules.privacy().unwanted(address)) {
            return before;
        }
        Status status = status(answer, Status.UNVERIFIED);
        Candidate found = new Candidate(address, status, confidence(answer, status), step.provider(), null);
        List<Candidate> after = new ArrayList<>(before);
        int known = indexOf(before, address);
        if (known < 0) {
            after.add(found);
        } else if (better(found, before.get(known))) {
            // two providers agree: the surer of the two words counts, and who said it first stays named
            after.set(known, before.get(known).verified(found.status(), found.confidence(), step.provider()));
        }
        return after;
    }

    private List<Candidate> verified(List<Candidate> before, Step step, Answer answer) {
        int known = indexOf(before, step.address());
        if (known < 0 || !answer.outcome().settled() || answer.outcome() == Outcome.BAD_INPUT) {
            return before;
        }
        Status status = status(answer, Status.UNVERIFIED);
        int confidence = status == Status.VERIFIED ? rules.confidence().verifiedTwice() : confidence(answer, status);
        List<Candidate> after = new ArrayList<>(before);
        after.set(known, before.get(known).verified(status, confidence, step.provider()));
        return after;
    }

    private static Status status(Answer answer, Status otherwise) {
        return switch (answer.outcome()) {
            case HIT_VERIFIED -> Status.VERIFIED;
            case HIT_RISKY -> "catch_all".equals(answer.fields().get("email.status")) ? Status.CATCH_ALL : Status.RISKY;
            case MISS -> Status.INVALID;
            default -> otherwise;
        };
    }

    /** The provider's own score within what its kind of answer can be worth. */
    private int confidence(Answer answer, Status status) {
        Rules.Confidence worth = rules.confidence();
        Object said = answer.fields().get("email.confidence");
        int score = said instanceof Number number ? Math.max(0, Math.min(SURE, number.intValue())) : -1;
        return switch (status) {
            case VERIFIED -> score < 0 ? worth.verified() : score;
            case CATCH_ALL -> Math.min(score < 0 ? SURE : score, worth.catchAll());
            case RISKY -> Math.min(score < 0 ? SURE : score, worth.risky());
            case UNVERIFIED -> Math.min(score < 0 ? SURE : score, worth.unverified());
            case INVALID -> 0;
        };
    }

    /** Whether it is surer than what was known. That nobody verified an address says nothing against its risk. */
    private static boolean better(Candidate found, Candidate known) {
        if (known.status() == Status.INVALID || found.status() == Status.UNVERIFIED) {
            return false;
        }
        return found.status().compareTo(known.status()) < 0
                || found.status() == known.status() && found.confidence() > known.confidence();
    }

    private static int indexOf(List<Candidate> candidates, String address) {
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.get(i).address().equals(address)) {
                return i;
            }
        }
        return -1;
    }
}
