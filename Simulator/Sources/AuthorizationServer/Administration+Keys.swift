extension Administration {
    /// Adds a signing key. A running server publishes it within half a minute, signs with it after
    /// `signsAfterSeconds`, and publishes the old one until its last token has ended.
    public static func rotateSigningKey(
        stateFolder: String, clock: ServerClock = .system
    ) throws -> (keyID: String, signsAfterSeconds: Int64) {
        let file = SigningKeyFile(folder: try StateFolder(stateFolder))
        let key = try TokenSigningKey.make()
        try file.write(
            TokenSigningKeys.rotated(file.readOrMake(), adding: key, at: clock.nowMilliseconds()))
        return (key.keyID, Limits.keySetCacheSeconds)
    }

    /// Adds a sealing key, which seals from the server's next start on. Returns its name.
    public static func rotateSealingKey(stateFolder: String) throws -> String {
        try SealingKeys.rotate(in: StateFolder(stateFolder))
    }
}
