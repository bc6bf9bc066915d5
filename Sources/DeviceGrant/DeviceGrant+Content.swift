import BoundedBytes

// What the grant holds for its driver: texts for the screen, tokens for the application, the record
// for the storage.

extension DeviceGrant {
    /// Calls `body` with the user code (RFC 8628 §3.2), in printable ASCII; empty when there is
    /// none to show.
    public borrowing func withUserCode<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try answer.userCode.withBytes(body)
    }

    /// Calls `body` with the verification URI (RFC 8628 §3.2): `https`, in printable ASCII; empty
    /// when there is none to show.
    public borrowing func withVerificationURI<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try answer.verificationURI.withBytes(body)
    }

    /// Calls `body` with the verification URI that holds the user code (RFC 8628 §3.3.1), for a QR
    /// code or NFC; empty if the server gave none that is safe to use.
    public borrowing func withVerificationURIComplete<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try answer.verificationURIComplete.withBytes(body)
    }

    /// Calls `body` with the access token (RFC 6749 §5.1); empty unless granted.
    public borrowing func withAccessToken<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try answer.accessToken.withExposedBytes(body)
    }

    /// Overwrites the tokens. The application calls it when it has taken over what it needs.
    public mutating func wipeTokens() {
        answer.wipeTokens()
    }

    /// The largest record, in bytes.
    public static var recordBytesMaximum: Int { 1 + 3 * (3 + tokenCapacity) + 3 + 4 }

    /// Calls `body` with the parts of the record that ``GrantAction/store(_:)`` asks for, in their
    /// order; together they are the record. In parts, so that no second copy of the tokens is made.
    ///
    /// A version byte, then fields: a tag byte, the length in two bytes, most significant first, and
    /// the content. Tags: 1 access token, 2 refresh token, 3 ID token, 4 lifetime of the access
    /// token in seconds (four bytes).
    public borrowing func forEachRecordPart<Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        let version: InlineArray<1, UInt8> = [1]
        try body(version.span)
        try part(1, answer.accessToken, body)
        try part(2, answer.refreshToken, body)
        try part(3, answer.idToken, body)
        guard let seconds = accessTokenLifetimeSeconds else { return }
        let lifetime: InlineArray<7, UInt8> = [
            4, 0, 4, UInt8(truncatingIfNeeded: seconds >> 24),
            UInt8(truncatingIfNeeded: seconds >> 16), UInt8(truncatingIfNeeded: seconds >> 8),
            UInt8(truncatingIfNeeded: seconds),
        ]
        try body(lifetime.span)
    }

    private borrowing func part<Failure: Error>(
        _ tag: UInt8, _ token: borrowing Secret<tokenCapacity>,
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        guard !token.isEmpty else { return }
        let header: InlineArray<3, UInt8> = [
            tag, UInt8(truncatingIfNeeded: token.count >> 8),
            UInt8(truncatingIfNeeded: token.count),
        ]
        try body(header.span)
        try token.withExposedBytes(body)
    }
}
