import DeviceGrant
import LinuxBoard

/// A board that is ready for a grant.
struct Session: ~Copyable {
    var configuration: ClientConfiguration
    var board: LinuxBoard
    var then: Options.Afterwards?
}
