/// What a section of a script is about.
enum ScriptedEndpoint: Sendable, Hashable {
    /// A request for codes, in either style (RFC 8628 §3.1). Counted over all devices.
    case deviceAuthorization
    /// A device access token request (RFC 8628 §3.4). Counted for each device code.
    case poll
    /// A refresh (RFC 6749 §6). Counted over all devices.
    case refresh
    /// Every other request for this path, such as `/.well-known/openid-configuration`.
    case path(String)

    /// Reads the name between the brackets.
    init?(_ name: String) {
        switch name {
        case "device_authorization": self = .deviceAuthorization
        case "poll": self = .poll
        case "refresh": self = .refresh
        default:
            guard name.hasPrefix("/") else { return nil }
            self = .path(name)
        }
    }
}
