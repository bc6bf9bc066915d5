/// The grant types of the token endpoint, as they stand in requests and metadata.
enum GrantType: String, Sendable, CaseIterable {
    /// RFC 8628 §3.4.
    case deviceCode = "urn:ietf:params:oauth:grant-type:device_code"
    /// RFC 6749 §4.1.3.
    case authorizationCode = "authorization_code"
    /// RFC 6749 §6.
    case refreshToken = "refresh_token"
}
