package dev.airtableroutes.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.bson.Document;

/** Users as the application and its enricher leave them. What is odd about one follows from its number. */
final class SampleUsers {

    private static final List<String> INTERESTS =
            List.of("wine", "hiking", "موسيقى", "board games", "jazz 🎷", "cooking", "startups");
    private static final List<String> BAD_FIELDS = List.of("birthDay", "total_spent", "engagement_status");

    private final Words words;
    private final Truth truth;
    final List<Object> ids = new ArrayList<>();
    /** By number; null where there is none. */
    final List<String> emails = new ArrayList<>();

    SampleUsers(Words words, Truth truth) {
        this.words = words;
        this.truth = truth;
    }

    Document next() {
        int number = ids.size();
        Object id = id(number);
        ids.add(id);
        Document user = new Document("_id", id);
        String email = email(number);
        emails.add(email);
        if (email != null || number % 100 == 13) {
            user.append("email", email);
        }
        if (email == null) {
            truth.withoutKey().add(id.toString());
        }
        if (number % 100 == 9) {
            truth.withoutUpdatedAt().add(id.toString());
            return user;
        }
        person(user, number);
        activity(user, number);
        enriched(user, number);
        oversized(user, number);
        spoil(user, number);
        return user;
    }

    private Object id(int number) {
        if (number % 100 == 7) {
            return "u\"" + number + "\\x";
        }
        return number % 10 == 2 ? "user-" + number : words.objectId();
    }

    private String email(int number) {
        if (number % 100 == 3 || number % 100 == 13) {
            return null;
        }
        if (number % 500 == 250) {
            truth.duplicates()
                    .add(new Truth.Duplicate(
                            SampleData.USERS,
                            ids.get(number - 1).toString(),
                            ids.get(number).toString()));
            return "  " + emails.get(number - 1).toUpperCase(Locale.ROOT) + " ";
        }
        String plain = "guest" + number + "@example.com";
        return number % 100 == 23 ? " Guest" + number + "@Example.COM" : plain;
    }

    private void person(Document user, int number) {
        user.append("firstName", words.firstName())
                .append("lastName", words.percent(3) ? null : words.lastName())
                .append(
                        "phone",
                        words.percent(10) ? (Object) (201_000_000L + number) : "+20 10 " + (1_000_000 + number))
                .append("occupation", words.one(List.of("Designer", "مهندس", "Chef 👩‍🍳", "Teacher", "")))
                .append("homeNeighborhood", words.one(List.of("Zamalek", "Maadi", "المعادي", "Heliopolis ")))
                .append(
                        "birthDay",
                        words.percent(20) ? null : "19" + (50 + words.number(50)) + "-0" + (1 + words.number(9)))
                .append("role", words.one(List.of("USER", "USER", "POTENTIAL", "ADMIN")));
        if (words.percent(80)) {
            user.append("gender", words.one(List.of("female", "male", "other")));
        }
        if (words.percent(85)) {
            user.append("interests", words.some(INTERESTS));
        }
        user.append("tableTypePreference", words.percent(30) ? List.of("public", "women only") : (Object) "public")
                .append("relationship_status", words.percent(50) ? "single" : null);
    }

    private void activity(Document user, int number) {
        boolean textual = number % 100 == 5;
        int inactive = words.percent(10) ? 9999 : words.number(400);
        long spent = words.percent(40) ? 0 : words.number(4000);
        user.append("event_count", words.number(words.number(60) + 1))
                .append("order_count", words.number(words.number(20) + 1, textual))
                .append(
                        "total_spent",
                        textual
                                ? (Object) (spent + ".50")
                                : words.percent(50) ? (Object) (double) spent : (Object) (spent + 0.25))
                .append("days_inactive", inactive)
                .append("last_active", inactive == 9999 ? null : words.date(Words.NOW.minus(Duration.ofDays(inactive))))
                .append(
                        "engagement_status",
                        inactive == 9999 ? "new" : inactive <= 30 ? "active" : inactive <= 90 ? "dormant" : "churned")
                .append("churn_risk", inactive >= 180 ? "high" : inactive >= 90 ? "medium" : "low")
                .append(
                        "value_segment",
                        spent >= 2000 ? "VIP" : spent >= 500 ? "High Value" : spent > 0 ? "Regular" : "Low Value")
                .append(
                        "journey_stage",
                        words.one(
                                List.of("Signed Up Online", "Downloaded App", "Joined Table", "Attended", "Returned")))
                .append(
                        "user_segment",
                        words.one(List.of("Dead", "Campaign", "Fresh", "Active", "Dormant", "Inactive", "New")));
        Instant created = words.instant(900);
        Instant updated = created.plus(Duration.ofHours(words.number(2000)));
        user.append("createdAt", words.date(created))
                .append("updatedAt", words.percent(90) ? Date.from(updated) : updated.toString());
    }

    private void enriched(Document user, int number) {
        int complete = words.number(6);
        user.append("profile_completeness", complete + "/5 (" + complete * 20 + "%)")
                .append(number % 10 == 1 ? "profile_ready" : "personalization_ready", complete >= 4)
                .append("summary", words.percent(5) ? null : words.sentences(1 + words.number(5)))
                .append("social_role", words.one(List.of("social_leader", "active_participant", "observer")))
                .append("cohort", "2025-0" + (1 + words.number(9)))
                .append("newcomer_score", words.number(101))
                .append(
                        "campaign_qualifications",
                        new Document("seat_newcomers", words.percent(30)).append("fill_the_table", words.percent(30)));
    }

    private void oversized(Document user, int number) {
        if (number % 4000 == 10) {
            user.append("summary", "ض".repeat(Cells.LONGEST_TEXT));
        } else if (number % 4000 == 11) {
            user.append("summary", "x".repeat(Cells.LONGEST_TEXT + 1));
            bad(user, "summary");
        }
    }

    private void spoil(Document user, int number) {
        if (number % 100 == 37) {
            String field = BAD_FIELDS.get(number / 100 % BAD_FIELDS.size());
            user.append(
                    field,
                    switch (field) {
                        case "birthDay" -> new Document("day", 1).append("month", 2);
                        case "total_spent" -> "n/a";
                        default -> "sleeping";
                    });
            bad(user, field);
        }
    }

    private void bad(Document user, String field) {
        truth.badCells().add(new Truth.BadCell(SampleData.USERS, user.get("_id").toString(), field));
    }
}
