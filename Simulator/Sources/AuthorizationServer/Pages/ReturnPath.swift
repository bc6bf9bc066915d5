/// Where a browser goes after sign-in: the device page of this server, with or without a code.
/// Built from its parts, so nothing a link says can lead anywhere else.
struct ReturnPath: Sendable, Equatable {
    /// A well-formed user code as the device shows it.
    let userCode: String?

    init(userCode typed: String?, _ format: UserCodeFormat) {
        userCode = typed.flatMap(format.parse).map(format.display)
    }

    /// Reads the `return` parameter of the sign-in page; anything but the device page is the
    /// device page.
    init(parameter: String?, _ format: UserCodeFormat) {
        let prefix = "/device?user_code="
        guard let parameter, parameter.hasPrefix(prefix) else {
            self.init(userCode: nil, format)
            return
        }
        self.init(userCode: String(parameter.dropFirst(prefix.count)), format)
    }

    /// A user code holds letters, digits and dashes: nothing to escape.
    var text: String {
        userCode.map { "/device?user_code=\($0)" } ?? "/device"
    }

    /// The sign-in page that returns here.
    var signInPath: String {
        "/login?return=" + (userCode.map { "%2Fdevice%3Fuser_code%3D\($0)" } ?? "%2Fdevice")
    }
}
