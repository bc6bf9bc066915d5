/// Every text of the device's own. Another language is another column in ``text``.
enum Phrase: UInt8 {
    case scanOrOpen
    case open
    case enterCode
    case retrying

    case starting
    case connecting
    case code
    case networkTrouble
    case networkTroubleDetail
    case signedIn
    case signedInDetail
    case denied
    case deniedDetail
    case expired
    case expiredDetail
    case failed

    /// Printable ASCII, the glyphs that there are.
    var text: StaticString {
        switch self {
        case .scanOrOpen: "Scan, or open"
        case .open: "On your phone, open"
        case .enterCode: "and enter"
        case .retrying: "Reconnecting"
        case .starting: "Starting"
        case .connecting: "Connecting"
        case .code: "Waiting for approval"
        case .networkTrouble: "No network"
        case .networkTroubleDetail: "Trying again shortly."
        case .signedIn: "Signed in"
        case .signedInDetail: "Ready to use."
        case .denied: "Not approved"
        case .deniedDetail: "Press to try again."
        case .expired: "Code expired"
        case .expiredDetail: "Press to try again."
        case .failed: "Sign-in failed"
        }
    }
}
