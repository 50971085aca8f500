package dev.airtableroutes.sandbox.providers;

import static dev.airtableroutes.sandbox.providers.People.ANYMAILFINDER;
import static dev.airtableroutes.sandbox.providers.People.APOLLO;
import static dev.airtableroutes.sandbox.providers.People.FINDYMAIL;
import static dev.airtableroutes.sandbox.providers.People.HUNTER;
import static dev.airtableroutes.sandbox.providers.People.PEOPLE_DATA_LABS;

import dev.airtableroutes.sandbox.providers.Knowledge.Says;
import dev.airtableroutes.sandbox.providers.Names.Name;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Makes the people. What is odd about one follows from the number, modulo 100; the rest is chance with a seed. */
final class PeopleMaker {

    /** How many in a hundred people that can be found at all each finder knows. */
    private static final Map<String, Integer> COVERAGE =
            Map.of(ANYMAILFINDER, 64, FINDYMAIL, 62, HUNTER, 62, APOLLO, 62, PEOPLE_DATA_LABS, 60);

    /** One company in eight takes mail for everybody. */
    private static final int CATCH_ALL_EVERY = 8;

    private final Random random;
    private final Names names;
    private final int companies;
    private final Set<String> taken = new HashSet<>();

    PeopleMaker(long seed, int size) {
        random = new Random(seed);
        names = new Names(random);
        companies = Math.max(16, size / 5);
    }

    Person person(int number) {
        Oddity odd = Oddity.of(number);
        int company = company(odd);
        Name name = name(odd, company);
        String slug = odd.linkedin ? slug(name, number) : null;
        String domain = Names.domain(company);
        boolean findable = odd.known != Oddity.Known.NOBODY && random.nextInt(100) < 88;
        String address = findable ? address(odd, name, domain, number) : null;
        return new Person(
                number,
                name.full(),
                name.first(),
                name.first() == null ? null : name.last(),
                names.title(),
                Names.company(company),
                domain,
                slug,
                address,
                deliverability(odd),
                odd == Oddity.OPTED_OUT,
                odd == Oddity.SMTP_FAILURE ? 1 : 0,
                known(odd, address, number),
                new ArrayList<>());
    }

    private int company(Oddity odd) {
        int number = random.nextInt(companies);
        boolean catchAll = number % CATCH_ALL_EVERY == 5;
        if (catchAll == (odd == Oddity.CATCH_ALL)) {
            return number;
        }
        return number / CATCH_ALL_EVERY * CATCH_ALL_EVERY + (catchAll ? 4 : 5);
    }

    private Name name(Oddity odd, int company) {
        Name name = odd.name(names);
        for (int more = 0; !taken.add(Names.fold(name.full()) + "|" + company); more++) {
            name = more > 50 ? numbered(odd.name(names), taken.size()) : odd.name(names);
        }
        return name;
    }

    private static Name numbered(Name name, int number) {
        String last = name.last() + "-" + (char) ('A' + number % 26) + (char) ('a' + number / 26 % 26);
        return new Name(name.first(), last, name.latin() + number);
    }

    private static String slug(Name name, int number) {
        // every fourth keeps the letters of its own script, which links show with percent signs
        String words = number % 4 == 0
                ? Names.fold(name.full()).replace(' ', '-')
                : name.latin().replace('.', '-');
        return words.replace("'", "") + "-" + (1000 + number);
    }

    private static String address(Oddity odd, Name name, String domain, int number) {
        return odd.webmail()
                ? name.latin() + number + (number % 2 == 0 ? "@gmail.com" : "@outlook.com")
                : name.latin() + (name.latin().contains(".") ? "" : number) + "@" + domain;
    }

    private static Deliverability deliverability(Oddity odd) {
        return switch (odd) {
            case CATCH_ALL -> Deliverability.CATCH_ALL;
            case RISKY -> Deliverability.RISKY;
            case WEBMAIL, WEBMAIL_VERIFIED -> Deliverability.WEBMAIL;
            case STALE -> Deliverability.INVALID;
            default -> Deliverability.VALID;
        };
    }

    private Map<String, Knowledge> known(Oddity odd, String address, int number) {
        Map<String, Knowledge> known = new LinkedHashMap<>();
        for (String finder : People.FINDERS) {
            boolean knows = random.nextInt(100) < COVERAGE.get(finder);
            Knowledge knowledge = odd.says(finder, knows && address != null, address, number);
            if (knowledge != null) {
                known.put(finder, knowledge);
            }
        }
        return known;
    }

    /** What is odd about a person. */
    private enum Oddity {
        NONE,
        CATCH_ALL,
        RISKY,
        /** A private address, that Hunter alone knows. */
        WEBMAIL,
        /** A private address, that Anymailfinder calls valid too. */
        WEBMAIL_VERIFIED,
        /** The address that Apollo and People Data Labs still have is dead. */
        STALE,
        BLACKLISTED,
        OPTED_OUT,
        PENDING,
        SMTP_FAILURE,
        LOCKED,
        EMPTY_PROFILE,
        ONE_WORD(true, Known.SOME),
        ONE_WORD_UNLINKED(false, Known.NOBODY),
        NON_LATIN,
        ACCENTED,
        NO_DOMAIN,
        NO_COMPANY,
        NAME_ONLY(false, Known.NOBODY),
        /** The link leads to a company or into the Sales Navigator. */
        USELESS_LINK(false, Known.SOME),
        NO_LINK(false, Known.SOME);

        enum Known {
            SOME,
            NOBODY
        }

        final boolean linkedin;
        final Known known;

        Oddity() {
            this(true, Known.SOME);
        }

        Oddity(boolean linkedin, Known known) {
            this.linkedin = linkedin;
            this.known = known;
        }

        static Oddity of(int number) {
            return switch (number % 100) {
                case 3 -> BLACKLISTED;
                case 7 -> OPTED_OUT;
                case 11, 12, 13, 14, 15, 16, 17, 18 -> CATCH_ALL;
                case 21, 22, 23 -> RISKY;
                case 27, 28 -> WEBMAIL;
                case 29 -> WEBMAIL_VERIFIED;
                case 31 -> ONE_WORD;
                case 32 -> ONE_WORD_UNLINKED;
                case 34, 35, 36, 37, 38, 39 -> NON_LATIN;
                case 41, 42, 43, 44, 45 -> ACCENTED;
                case 47, 48 -> NO_DOMAIN;
                case 51 -> NO_COMPANY;
                case 52 -> NAME_ONLY;
                case 61, 62 -> PENDING;
                case 63 -> SMTP_FAILURE;
                case 67, 68 -> STALE;
                case 71, 72 -> LOCKED;
                case 75, 76 -> USELESS_LINK;
                case 83, 84 -> EMPTY_PROFILE;
                case 81, 85, 86, 87, 88, 89, 90, 91, 92, 93 -> NO_LINK;
                default -> NONE;
            };
        }

        boolean webmail() {
            return this == WEBMAIL || this == WEBMAIL_VERIFIED;
        }

        Name name(Names names) {
            return switch (this) {
                case ONE_WORD, ONE_WORD_UNLINKED -> names.oneWord();
                case NON_LATIN -> names.nonLatin();
                case ACCENTED -> names.accented();
                default -> names.plain();
            };
        }

        /** @param knows whether chance has it that the finder knows the address @return null for nothing at all */
        Knowledge says(String finder, boolean knows, String address, int number) {
            if (this == BLACKLISTED && finder.equals(ANYMAILFINDER) || this == OPTED_OUT && finder.equals(HUNTER)) {
                return Knowledge.of(null, Says.SUPPRESSED);
            }
            if (this == LOCKED && finder.equals(APOLLO)) {
                return Knowledge.of(null, Says.LOCKED);
            }
            if (this == EMPTY_PROFILE && (finder.equals(PEOPLE_DATA_LABS) || finder.equals(APOLLO))) {
                return Knowledge.of(null, Says.NO_ADDRESS);
            }
            if (address == null) {
                return null;
            }
            return switch (this) {
                case WEBMAIL, WEBMAIL_VERIFIED -> webmail(finder, address);
                case STALE -> stale(finder, address);
                default -> knows ? usual(finder, address, number) : null;
            };
        }

        private Knowledge webmail(String finder, String address) {
            return switch (finder) {
                case HUNTER -> Knowledge.of(address, Says.WEBMAIL);
                case ANYMAILFINDER -> this == WEBMAIL_VERIFIED ? Knowledge.of(address, Says.VERIFIED) : null;
                default -> null;
            };
        }

        private static Knowledge stale(String finder, String address) {
            return finder.equals(APOLLO) || finder.equals(PEOPLE_DATA_LABS)
                    ? Knowledge.of(address, Says.UNVERIFIED)
                    : null;
        }

        private Knowledge usual(String finder, String address, int number) {
            int pending = this == PENDING && finder.equals(HUNTER) ? 1 + number % 2 : 0;
            return switch (finder) {
                case PEOPLE_DATA_LABS -> Knowledge.of(address, Says.UNVERIFIED);
                case APOLLO -> Knowledge.of(address, apollo(number));
                // it gives no address that it could not verify
                case FINDYMAIL -> this == CATCH_ALL || this == RISKY ? null : Knowledge.of(address, Says.VERIFIED);
                default -> new Knowledge(address, graded(), pending);
            };
        }

        private Says apollo(int number) {
            return this == CATCH_ALL || this == RISKY || number % 5 == 0 ? Says.UNVERIFIED : Says.VERIFIED;
        }

        private Says graded() {
            return switch (this) {
                case CATCH_ALL -> Says.CATCH_ALL;
                case RISKY -> Says.RISKY;
                default -> Says.VERIFIED;
            };
        }
    }

    /** Whether no source shows the domain, or the company with it. */
    static boolean hidesDomain(Person person) {
        Oddity odd = Oddity.of(person.number());
        return odd == Oddity.NO_DOMAIN || hidesCompany(person);
    }

    static boolean hidesCompany(Person person) {
        Oddity odd = Oddity.of(person.number());
        return odd == Oddity.NO_COMPANY || odd == Oddity.NAME_ONLY;
    }

    static boolean uselessLink(Person person) {
        return Oddity.of(person.number()) == Oddity.USELESS_LINK;
    }
}
