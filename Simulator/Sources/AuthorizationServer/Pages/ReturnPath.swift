/// Where a browser goes after sign-in: the device page of this server, with or without a code, or an
/// authorization request. Built from its parts, so nothing a link says can lead anywhere else.
struct ReturnPath: Sendable, Equatable {
    /// A well-formed user code as the device shows it.
    let userCode: String?
    private let authorization: AuthorizationQuery?

    init(userCode typed: String?, _ format: UserCodeFormat) {
        userCode = typed.flatMap(format.parse).map(format.display)
        authorization = nil
    }

    init(_ authorization: AuthorizationQuery) {
        userCode = nil
        self.authorization = authorization
    }

    /// Reads the `return` parameter of the sign-in page; anything but the device page and an
    /// authorization request is the device page.
    init(parameter: String?, _ format: UserCodeFormat) {
        let device = "/device?user_code="
        let authorize = AuthorizationQuery.path + "?"
        if let parameter, parameter.hasPrefix(authorize),
            let query = AuthorizationQuery(String(parameter.dropFirst(authorize.count)))
        {
            self.init(query)
        } else if let parameter, parameter.hasPrefix(device) {
            self.init(userCode: String(parameter.dropFirst(device.count)), format)
        } else {
            self.init(userCode: nil, format)
        }
    }

    /// A user code holds letters, digits and dashes: nothing to escape.
    var text: String {
        authorization?.pathAndQuery ?? userCode.map { "/device?user_code=\($0)" } ?? "/device"
    }

    /// The sign-in page that returns here.
    var signInPath: String {
        "/login?return=" + FormParameters.percentEncoded(text)
    }
}
