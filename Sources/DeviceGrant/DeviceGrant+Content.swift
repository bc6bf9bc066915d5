import BoundedBytes

// What the grant holds for its driver: texts for the screen, tokens for the application.

extension DeviceGrant {
    /// Calls `body` with the user code (RFC 8628 §3.2), in printable ASCII; empty when there is
    /// none to show.
    public borrowing func withUserCode<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withText(.userCode, body)
    }

    /// Calls `body` with the verification URI (RFC 8628 §3.2): `https`, in printable ASCII; empty
    /// when there is none to show.
    public borrowing func withVerificationURI<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withText(.verificationURI, body)
    }

    /// Calls `body` with the verification URI that holds the user code (RFC 8628 §3.3.1), for a QR
    /// code or NFC; empty if the server gave none that is safe to use.
    public borrowing func withVerificationURIComplete<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withText(.verificationURIComplete, body)
    }

    /// Calls `body` with the access token (RFC 6749 §5.1); empty unless granted.
    public borrowing func withAccessToken<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withText(.accessToken, body)
    }

    /// Calls `body` with the refresh token; empty if the server gave none.
    public borrowing func withRefreshToken<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withText(.refreshToken, body)
    }

    /// Calls `body` with the ID token (OpenID Connect Core §2); empty if the server gave none. Bytes
    /// for whoever can verify them: the device does not look inside.
    public borrowing func withIDToken<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withText(.idToken, body)
    }

    /// The lifetime of the access token, in seconds, once granted; nil if the server did not say.
    public var accessTokenLifetimeSeconds: UInt32? { control.exchange.facts.expiresInSeconds }

    /// Overwrites the tokens. The application calls it when it has taken over what it needs.
    public mutating func wipeTokens() {
        room.lend(to: &control) { $0.wipeTokens(&$1) }
    }

    private borrowing func withText<Result: ~Copyable, Failure: Error>(
        _ place: TextPlace, _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let range = control.exchange.texts.range(place)
        return try room.withBytes { (room) throws(Failure) in try body(room.extracting(range)) }
    }
}
