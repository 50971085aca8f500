package dev.airtableroutes.sandbox.providers;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Names of people and companies, each with the letters that an address is made of. */
final class Names {

    /** @param first null for a name of one word @param latin of the address, {@code jane.doe} */
    record Name(String first, String last, String latin) {

        String full() {
            return first == null ? last : first + " " + last;
        }
    }

    private static final String[] FIRST = words("""
            Ada Ben Clara David Emma Felix Grace Henry Ines Jonas Karen Leo Maria Nina Oscar Paula Quentin Rosa Simon Tara
            Ursula Victor Wanda Xavier Yara Zack Alice Bruno Carmen Dora Eric Fiona Gustav Hanna Ivan Julia""");
    private static final String[] LAST = words("""
            Adams Baker Carter Dalton Evans Foster Graham Harris Irving Jensen Keller Lambert Mason Norris Owens Parker
            Quinn Russell Sutton Turner Ullman Vargas Walker Young Zeller Archer Brooks Conway Draper Ellis Fischer""");
    private static final String[] ACCENTED_FIRST =
            words("José=jose Zoë=zoe André=andre Søren=soren Chloé=chloe Jürgen=jurgen Łukasz=lukasz Anaïs=anais");
    private static final String[] ACCENTED_LAST =
            words("Müller=muller García=garcia Ødegård=odegard Nguyễn=nguyen Dvořák=dvorak O'Neil=oneil Šimić=simic");
    /** First names and last names of one script each. */
    private static final String[][][] SCRIPTS = {
        {
            words("Анна=anna Иван=ivan Ольга=olga Дмитрий=dmitri"),
            words("Петрова=petrova Иванов=ivanov Соколова=sokolova Орлов=orlov")
        },
        {words("محمد=mohammed ليلى=layla كريم=karim"), words("حسن=hassan حداد=haddad منصور=mansour")},
        {words("伟=wei 丽=li 强=qiang"), words("王=wang 张=zhang 陈=chen")},
        {words("שרה=sarah דוד=david נועה=noa"), words("כהן=cohen לוי=levi מזרחי=mizrahi")}
    };

    private static final String[] ONE_WORD = words("Teller Sukarno Björk=bjork Zendaya Yulduz Suharto Ludacris Prince");
    private static final String[] COMPANY = words("""
            North Blue Silver Bright Clear Deep Fair Green High Iron Key Lime Moon New Open Prime Quiet Red Solar True""");
    private static final String[] TRADE =
            words("wind harbor field stone bridge gate river works labs data freight health pay cloud foods energy");
    private static final String[] FORM = {"", " Ltd", " GmbH", " Inc.", " & Co.", " S.A."};
    private static final List<String> TITLES = List.of(
            "CTO",
            "CEO",
            "Head of Sales",
            "VP Engineering",
            "COO",
            "Head of People, EMEA",
            "Founder & CEO",
            "Directrice générale");

    private final Random random;

    Names(Random random) {
        this.random = random;
    }

    Name plain() {
        return name(FIRST, LAST);
    }

    Name accented() {
        return name(ACCENTED_FIRST, ACCENTED_LAST);
    }

    Name nonLatin() {
        String[][] script = SCRIPTS[random.nextInt(SCRIPTS.length)];
        return name(script[0], script[1]);
    }

    Name oneWord() {
        String word = one(ONE_WORD);
        return new Name(null, shown(word), latin(word));
    }

    private Name name(String[] firsts, String[] lasts) {
        String first = one(firsts);
        String last = one(lasts);
        return new Name(shown(first), shown(last), latin(first) + "." + latin(last));
    }

    String title() {
        return TITLES.get(random.nextInt(TITLES.size()));
    }

    /** Company number so and so: the same number, the same name, and no two alike. */
    static String company(int number) {
        String name = COMPANY[number % COMPANY.length] + TRADE[number / COMPANY.length % TRADE.length];
        int round = number / (COMPANY.length * TRADE.length);
        return name + (round == 0 ? "" : " " + (round + 1)) + FORM[number % FORM.length];
    }

    /** Its domain, under a top level that leads nowhere. */
    static String domain(int number) {
        return company(number)
                        .replaceFirst("( Ltd| GmbH| Inc\\.| & Co\\.| S\\.A\\.)$", "")
                        .replace(' ', '-')
                        .toLowerCase(Locale.ROOT)
                + ".example";
    }

    /** What two spellings of one name have in common: composed letters, one blank, lower case. */
    static String fold(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC)
                .strip()
                .replaceAll("\\s+", " ")
                .toLowerCase(Locale.ROOT);
    }

    /** The same name as another source may spell it. */
    String respelled(String name) {
        return switch (random.nextInt(4)) {
            case 0 -> name.toUpperCase(Locale.ROOT);
            case 1 -> name.replace(" ", "  ") + " ";
            case 2 -> Normalizer.normalize(name, Normalizer.Form.NFD);
            default -> name;
        };
    }

    private String one(String[] of) {
        return of[random.nextInt(of.length)];
    }

    private static String shown(String word) {
        return word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
    }

    private static String latin(String word) {
        return word.substring(word.indexOf('=') + 1).toLowerCase(Locale.ROOT);
    }

    private static String[] words(String text) {
        List<String> words = new ArrayList<>(Arrays.asList(text.strip().split("\\s+")));
        return words.toArray(String[]::new);
    }
}
