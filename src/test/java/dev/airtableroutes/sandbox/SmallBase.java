package dev.airtableroutes.sandbox;

import dev.airtableroutes.base.Base;
import dev.airtableroutes.base.BaseFile;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** A base of two linked tables, with a field of nearly every type. */
final class SmallBase {

    static final String ID = "appSMALLbase00001";
    static final String PEOPLE = "/v0/" + ID + "/People";
    static final String TEAMS = "/v0/" + ID + "/tblTEAMS000000001";

    private static final String YAML = """
            base: small
            id: appSMALLbase00001
            tables:
              people:
                name: People
                view: Everyone
                fields:
                  name: singleLineText
                  e_mail: {name: "E-mail 📧 ", type: email}
                  notes: multilineText
                  age: number
                  rate: {type: rating, max: 3}
                  active: checkbox
                  kind: {type: singleSelect, choices: [guest, host]}
                  tags: {type: multipleSelects, choices: [red, blue]}
                  born: date
                  seen: dateTime
                  files: multipleAttachments
                  owner: singleCollaborator
                  team: {type: multipleRecordLinks, table: teams, inverse: people}
                  teams: {type: count, recordLinkFieldId: team}
                  number: autoNumber
                  made: createdTime
                  changed: lastModifiedTime
                  shout: formula
              teams:
                name: Teams
                id: tblTEAMS000000001
                fields:
                  title: singleLineText
                  people: {type: multipleRecordLinks, table: people, inverse: team}
            """;

    private SmallBase() {}

    static Base base() {
        Map<String, Object> file = new Yaml().load(YAML);
        return BaseFile.read(file);
    }
}
