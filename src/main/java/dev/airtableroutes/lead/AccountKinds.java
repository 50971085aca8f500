package dev.airtableroutes.lead;

import dev.airtableroutes.base.Nearest;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.privacy.Suppressions.Who;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.Providers;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** Where people have accounts that they can be named by. */
@Component
class AccountKinds {

    private final Leads leads;
    private final Providers providers;

    AccountKinds(Leads leads, Providers providers) {
        this.leads = leads;
        this.providers = providers;
    }

    /**
     * That somebody who is named by an account has it where people have some: by a slip of the finger nobody would be on the
     * suppression list, and it would be said to be done.
     *
     * @param named as whoever asks wrote it
     * @throws UnknownException with the kinds that there are
     */
    void check(Who who, String named) {
        if (who.handle() == null) {
            return;
        }
        String kind = who.handle().substring(0, who.handle().indexOf(':'));
        Set<String> kinds = all();
        if (!kinds.contains(kind)) {
            throw new UnknownException("\"%s\" names an account of a kind that no lead has%s There are: %s."
                    .formatted(named, Nearest.hint(kind, kinds), String.join(", ", kinds)));
        }
    }

    private Set<String> all() {
        Set<String> kinds = new TreeSet<>(leads.kindsOfAccounts());
        kinds.add(Identity.REDDIT_ACCOUNT);
        providers.all().values().stream()
                .filter(Provider::tellsAccounts)
                .map(Provider::name)
                .forEach(kinds::add);
        return kinds;
    }
}
