/// The members of the server's answers that the client knows.
public enum AnswerMember: UInt8, Equatable, Sendable {
    /// What the device polls with, and never shows (RFC 8628 §3.2).
    case deviceCode
    /// What the user types (RFC 8628 §3.2).
    case userCode
    /// Where the user types it (RFC 8628 §3.2).
    case verificationURI
    /// The verification URI with the user code in it (RFC 8628 §3.3.1).
    case verificationURIComplete
    /// RFC 6749 §5.1.
    case accessToken
    /// RFC 6749 §5.1.
    case refreshToken
    /// OpenID Connect Core §3.1.3.3.
    case idToken
    /// Why there are no tokens (RFC 6749 §5.2, RFC 8628 §3.5).
    case error
    /// The server's own name (RFC 8414 §2).
    case issuer
    /// RFC 8628 §4.
    case deviceAuthorizationEndpoint
    /// RFC 8414 §2.
    case tokenEndpoint
    /// RFC 8414 §2.
    case revocationEndpoint
    /// Google's name for the verification URI, older than the standard.
    case verificationURL
    /// The least seconds between two polls (RFC 8628 §3.2).
    case interval
    /// The lifetime in seconds: of the codes (RFC 8628 §3.2) or the access token (RFC 6749 §5.1).
    case expiresIn
    /// RFC 6749 §5.1; in use is `Bearer` alone.
    case tokenType

    /// The name on the wire.
    public var name: StaticString {
        switch self {
        case .deviceCode: "device_code"
        case .userCode: "user_code"
        case .verificationURI: "verification_uri"
        case .verificationURL: "verification_url"
        case .verificationURIComplete: "verification_uri_complete"
        case .interval: "interval"
        case .expiresIn: "expires_in"
        case .accessToken: "access_token"
        case .refreshToken: "refresh_token"
        case .tokenType: "token_type"
        case .error: "error"
        case .idToken: "id_token"
        case .issuer: "issuer"
        case .deviceAuthorizationEndpoint: "device_authorization_endpoint"
        case .tokenEndpoint: "token_endpoint"
        case .revocationEndpoint: "revocation_endpoint"
        }
    }

    init?(_ name: borrowing Span<UInt8>) {
        var raw: UInt8 = 0
        while let member = AnswerMember(rawValue: raw) {
            if member.name.isEqual(to: name) {
                self = member
                return
            }
            raw += 1
        }
        return nil
    }

    /// The member's bit in a set of members.
    var bit: UInt16 { 1 &<< UInt16(rawValue) }

    /// Where the member's text is held; nil if it is none, or nobody wants it.
    var place: TextPlace? {
        if self == .verificationURL { return .verificationURI }
        return rawValue > Self.revocationEndpoint.rawValue ? nil : TextPlace(numberOf: rawValue)
    }
}

extension TextPlace {
    /// The place of the text of the member with that number: they are numbered alike, those of
    /// metadata from the first place again.
    init(numberOf member: UInt8) {
        self.init(index: Int(member % AnswerMember.issuer.rawValue))
    }
}

/// What an answer answers.
enum AnswerKind {
    /// A device authorization request (RFC 8628 §3.2).
    case codes
    /// A poll or a refresh (RFC 6749 §5.1, RFC 8628 §3.5).
    case tokens
    /// A revocation (RFC 7009 §2.2): its status says all.
    case revocation
    /// A request for metadata (RFC 8414 §3.2).
    case metadata

    /// The members that the answer may hold, each a bit. A member of another kind is passed over, so
    /// that no answer overwrites what an earlier one gave.
    var members: UInt16 {
        switch self {
        case .codes:
            AnswerMember.deviceCode.bit | AnswerMember.userCode.bit
                | AnswerMember.verificationURI.bit | AnswerMember.verificationURL.bit
                | AnswerMember.verificationURIComplete.bit | AnswerMember.interval.bit
                | AnswerMember.expiresIn.bit | AnswerMember.error.bit
        case .tokens:
            // GitHub answers `slow_down` with the interval that holds from then on.
            AnswerMember.accessToken.bit | AnswerMember.refreshToken.bit
                | AnswerMember.idToken.bit | AnswerMember.tokenType.bit
                | AnswerMember.interval.bit | AnswerMember.expiresIn.bit | AnswerMember.error.bit
        case .revocation:
            AnswerMember.error.bit
        case .metadata:
            AnswerMember.issuer.bit | AnswerMember.deviceAuthorizationEndpoint.bit
                | AnswerMember.tokenEndpoint.bit | AnswerMember.revocationEndpoint.bit
        }
    }
}

extension StaticString {
    func isEqual(to bytes: borrowing Span<UInt8>) -> Bool {
        guard bytes.count == utf8CodeUnitCount else { return false }
        for index in bytes.indices {
            // Safe: the index stays below the static text's length.
            guard bytes[index] == (unsafe utf8Start[index]) else { return false }
        }
        return true
    }
}
