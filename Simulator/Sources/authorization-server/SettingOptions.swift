import ArgumentParser
import AuthorizationServer

/// The settings of the grant as flags; each also works as an environment variable and in a file,
/// under the name in its help.
struct SettingOptions: ParsableArguments {
    @Option(
        name: .customLong("settings"),
        help: ArgumentHelp("JSON file with settings under these names.", valueName: "file"))
    var file: String?

    @Option(help: ArgumentHelp("CODE_EXPIRATION: life of a code (600).", valueName: "seconds"))
    var codeExpiration: String?

    @Option(
        help: ArgumentHelp(
            "POLLING_INTERVAL: least time between two polls (5).", valueName: "seconds"))
    var pollingInterval: String?

    @Option(
        help: ArgumentHelp(
            "USER_CODE_FORMAT: # digits, a b lower case and its consonants, A B upper (#B).",
            valueName: "format"))
    var userCodeFormat: String?

    @Option(help: ArgumentHelp("USER_CODE_LENGTH (8).", valueName: "symbols"))
    var userCodeLength: String?

    @Option(help: ArgumentHelp("USER_CODE_MASK, such as ****-****.", valueName: "mask"))
    var userCodeMask: String?

    @Option(
        help: ArgumentHelp(
            "DEVICE_CODE_FORMAT: likewise, and ! special (#aA).", valueName: "format"))
    var deviceCodeFormat: String?

    @Option(help: ArgumentHelp("DEVICE_CODE_LENGTH (64).", valueName: "symbols"))
    var deviceCodeLength: String?

    @Option(
        help: ArgumentHelp(
            "RESULT_TOKEN_SET: ACCESS, with ID and REFRESH joined by + (ACCESS+REFRESH).",
            valueName: "set"))
    var resultTokenSet: String?

    @Option(
        help: ArgumentHelp(
            "NETWORK_MISMATCH: WARN, or REFUSE devices on another network than the browser's (WARN).",
            valueName: "action"))
    var networkMismatch: String?

    func settings() async throws -> GrantSettings {
        let flags: [(SettingName, String?)] = [
            (.codeExpiration, codeExpiration), (.pollingInterval, pollingInterval),
            (.userCodeFormat, userCodeFormat), (.userCodeLength, userCodeLength),
            (.userCodeMask, userCodeMask), (.deviceCodeFormat, deviceCodeFormat),
            (.deviceCodeLength, deviceCodeLength), (.resultTokenSet, resultTokenSet),
            (.networkMismatch, networkMismatch),
        ]
        let given = flags.compactMap { name, value in value.map { (name, $0) } }
        return try await GrantSettings.load(
            flags: Dictionary(uniqueKeysWithValues: given), file: file)
    }
}
