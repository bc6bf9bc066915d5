import DeviceGrant
import LinuxBoard

/// A board that is ready for a grant.
struct Session: ~Copyable {
    var configuration: ClientConfiguration
    var board: LinuxBoard
    var then: Options.Afterwards?
}

/// What the set-up came to.
enum Preparation: ~Copyable {
    case ready(Session)
    /// The TLS library's heap has no room for the roots.
    case outOfMemory(GrantReport.Form)
}
