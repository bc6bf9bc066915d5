/// Which tokens a device gets: the setting RESULT_TOKEN_SET, names joined with `+`.
public struct ResultTokenSet: Sendable, Equatable {
    /// Whether there is an ID token where the scope holds `openid`.
    public let includesID: Bool
    /// Always true (RFC 6749 §5.1).
    public let includesAccess: Bool
    /// Whether there is a refresh token.
    public let includesRefresh: Bool

    /// Returns nil for an unknown or repeated name, and for a set without ACCESS: RFC 6749 §5.1
    /// makes the access token a part of every answer.
    init?(_ text: String) {
        let names = text.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
        guard Set(names).count == names.count,
            Set(names).isSubset(of: ["ID", "ACCESS", "REFRESH"]), names.contains("ACCESS")
        else { return nil }
        includesID = names.contains("ID")
        includesAccess = true
        includesRefresh = names.contains("REFRESH")
    }
}
