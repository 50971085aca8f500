package dev.airtableroutes.campaign;

import dev.airtableroutes.failure.ConflictException;
import dev.airtableroutes.lead.LeadRules;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.Providers;
import dev.airtableroutes.provider.Verb;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The providers that leads can be pushed to. */
@Component
class Platforms {

    /**
     * @param name of the provider's file
     * @param displayName an option of Platform in Airtable
     * @param purse that pushes are paid from
     * @param by what it tells leads apart by
     * @param most how many go in one batch
     * @param atOnce how many batches may be under way
     * @param lookups how many may be looked up at once; 0 when nothing can be looked up
     */
    record Platform(String name, String displayName, String purse, String by, int most, int atOnce, int lookups) {

        /** As Campaigns.Type has it in Airtable. */
        String type() {
            return by.equals("email.address") ? "Email" : "LinkedIn";
        }
    }

    private final Providers providers;
    private final LeadRules rules;

    Platforms(Providers providers, LeadRules rules) {
        this.providers = providers;
        this.rules = rules;
    }

    List<Platform> all() {
        return providers.all().values().stream()
                .map(Platforms::platform)
                .filter(Objects::nonNull)
                .toList();
    }

    Optional<Platform> find(String name) {
        return providers.find(name).map(Platforms::platform);
    }

    boolean on(Platform platform) {
        return providers.on(platform.name());
    }

    private static Platform platform(Provider provider) {
        Operation push = provider.operations().get(Verb.push);
        Operation lookup = provider.operations().get(Verb.lookup);
        return push == null || push.batch() == null
                ? null
                : new Platform(
                        provider.name(),
                        provider.displayName(),
                        provider.purse(Verb.push.name()),
                        push.batch().by(),
                        push.batch().most(),
                        push.atOnce(),
                        lookup == null ? 0 : lookup.atOnce());
    }

    /** Why nothing goes into a campaign, in a sentence; empty when something may. */
    Optional<String> refusal(CampaignId campaign) {
        Optional<Platform> platform = find(campaign.platform());
        if (platform.isEmpty()) {
            return Optional.of("No leads can be pushed to \"" + campaign.platform() + "\"; there are "
                    + String.join(" and ", all().stream().map(Platform::name).toList()) + ".");
        }
        if (!rules.current().allows(campaign.platform(), campaign.external())) {
            return Optional.of(
                    "Campaign " + campaign + " is not on the list of those that leads may be pushed into: add "
                            + campaign.external() + " to " + variable(campaign.platform())
                            + ", or to campaigns." + campaign.platform() + " in mappings/leads.yaml.");
        }
        return providers.whyOff(campaign.platform());
    }

    private static String variable(String platform) {
        return platform.toUpperCase(Locale.ROOT).replace('-', '_') + "_CAMPAIGNS";
    }

    /** @throws ConflictException with the refusal */
    Platform open(CampaignId campaign) {
        refusal(campaign).ifPresent(sentence -> {
            throw new ConflictException(sentence);
        });
        return find(campaign.platform()).orElseThrow();
    }
}
