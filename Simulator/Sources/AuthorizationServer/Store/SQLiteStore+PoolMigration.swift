import GRDB

extension SQLiteStore {
    /// Token answers that can be had again, authorization codes, redirect URIs, DPoP.
    static func registerPoolMigration(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("pool: codes, proofs and lost answers") { db in
            try db.execute(
                sql: """
                    ALTER TABLE device_grants ADD COLUMN family_id TEXT;
                    ALTER TABLE device_grants ADD COLUMN sealed_answer BLOB;
                    CREATE INDEX device_grants_by_answer ON device_grants (redeemed_at)
                        WHERE sealed_answer IS NOT NULL;

                    ALTER TABLE refresh_families ADD COLUMN origin_id TEXT;
                    ALTER TABLE refresh_families ADD COLUMN grant_type TEXT NOT NULL
                        DEFAULT 'urn:ietf:params:oauth:grant-type:device_code';
                    ALTER TABLE refresh_families ADD COLUMN key_thumbprint TEXT;
                    ALTER TABLE refresh_families ADD COLUMN previous_token_hash BLOB;
                    ALTER TABLE refresh_families ADD COLUMN rotated_at INTEGER;
                    ALTER TABLE refresh_families ADD COLUMN sealed_answer BLOB;
                    -- Tokens of before carry no origin_jti: their families get one at random.
                    UPDATE refresh_families SET origin_id = lower(hex(randomblob(16)));
                    CREATE UNIQUE INDEX refresh_families_by_origin ON refresh_families (origin_id);
                    CREATE INDEX refresh_families_by_answer ON refresh_families (rotated_at)
                        WHERE sealed_answer IS NOT NULL;

                    ALTER TABLE clients ADD COLUMN redirect_uris TEXT NOT NULL DEFAULT '';
                    ALTER TABLE clients ADD COLUMN logout_uris TEXT NOT NULL DEFAULT '';
                    ALTER TABLE clients ADD COLUMN requires_dpop INTEGER NOT NULL DEFAULT 0;

                    CREATE TABLE authorization_codes (
                        code_hash BLOB PRIMARY KEY NOT NULL,
                        client_id TEXT NOT NULL,
                        redirect_uri TEXT NOT NULL,
                        code_challenge BLOB NOT NULL,
                        scope TEXT NOT NULL,
                        subject TEXT NOT NULL,
                        username TEXT NOT NULL,
                        authenticated_at INTEGER NOT NULL,
                        nonce TEXT,
                        expires_at INTEGER NOT NULL,
                        family_id TEXT
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX authorization_codes_by_expiry ON authorization_codes (expires_at);

                    CREATE TABLE proof_uses (
                        use_hash BLOB PRIMARY KEY NOT NULL,
                        expires_at INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX proof_uses_by_expiry ON proof_uses (expires_at);
                    """)
        }
    }
}
