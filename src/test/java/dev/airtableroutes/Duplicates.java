package dev.airtableroutes;

import com.mongodb.DuplicateKeyException;
import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcernResult;
import org.bson.BsonDocument;

/** What MongoDB says of a key that is there twice: it quotes the key. */
public final class Duplicates {

    private Duplicates() {}

    public static MongoException of(String address) {
        BsonDocument refused = BsonDocument.parse(
                "{code: 11000, err: 'E11000 duplicate key error dup key: { key: \"email:%s\" }'}".formatted(address));
        return new DuplicateKeyException(refused, new ServerAddress(), WriteConcernResult.unacknowledged());
    }
}
