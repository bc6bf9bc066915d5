import Foundation

/// The settings of the device authorization grant. A value of this type is safe to run with: a
/// setting that would make codes guessable cannot be constructed.
public struct GrantSettings: Sendable, Equatable {
    /// Seconds a pair of codes lives: 600 unless set (RFC 10027 wants ten minutes or less).
    public let codeExpirationSeconds: Int
    /// Least seconds between two polls of one code.
    public let pollingIntervalSeconds: Int
    /// Symbols of a device code.
    public let deviceCodeLength: Int
    /// How user codes are drawn, shown and read back.
    public let userCode: UserCodeFormat
    /// Which tokens a device gets.
    public let resultTokenSet: ResultTokenSet
    /// What happens when device and browser are on different networks.
    public let networkMismatch: NetworkMismatch
    let deviceCodeAlphabet: CodeAlphabet

    /// What the server does when nothing is set.
    public static let standard: GrantSettings = {
        do {
            return try GrantSettings { _ in nil }
        } catch {
            preconditionFailure("the default settings are refused: \(error)")
        }
    }()

    /// Reads settings by name; absent ones take their defaults.
    public init(_ values: [SettingName: String]) throws(GrantSettingsError) {
        try self.init { values[$0] }
    }

    init(reading value: (SettingName) -> String?) throws(GrantSettingsError) {
        codeExpirationSeconds = try Self.integer(
            .codeExpiration, value, default: 600, in: 5...1_800)
        pollingIntervalSeconds = try Self.integer(.pollingInterval, value, default: 5, in: 1...60)
        guard pollingIntervalSeconds < codeExpirationSeconds else {
            throw GrantSettingsError(
                "POLLING_INTERVAL \(pollingIntervalSeconds) is not below CODE_EXPIRATION "
                    + "\(codeExpirationSeconds): a device would poll once at most. Lower it.")
        }

        deviceCodeLength = try Self.integer(.deviceCodeLength, value, default: 64, in: 1...256)
        deviceCodeAlphabet = try Self.alphabet(.deviceCodeFormat, value, default: "#aA")
        let deviceBits = Self.bits(deviceCodeAlphabet.symbols.count, deviceCodeLength)
        guard deviceBits >= Limits.deviceCodeSecurityBits else {
            throw GrantSettingsError(
                "DEVICE_CODE_LENGTH \(deviceCodeLength) is refused: \(deviceCodeLength) symbols of "
                    + "an alphabet of \(deviceCodeAlphabet.symbols.count) give "
                    + "\(Self.text(deviceBits)) bits, and a device code needs 128 (RFC 8628 §5.2). "
                    + "Use DEVICE_CODE_LENGTH "
                    + "\(Self.length(128, deviceCodeAlphabet)) or more, or a wider "
                    + "DEVICE_CODE_FORMAT.")
        }

        let userCodeLength = try Self.integer(.userCodeLength, value, default: 8, in: 1...32)
        let userCodeAlphabet = try Self.alphabet(.userCodeFormat, value, default: "#B")
        if value(.userCodeFormat)?.contains("!") == true {
            throw GrantSettingsError(
                "USER_CODE_FORMAT with ! is refused: punctuation is ignored when a user types the "
                    + "code, so it cannot be a part of it. Use # a b A B.")
        }
        let mask = value(.userCodeMask).flatMap { $0.isEmpty ? nil : $0 }
        guard
            let userCode = UserCodeFormat(
                alphabet: userCodeAlphabet, length: userCodeLength, mask: mask)
        else {
            throw GrantSettingsError(
                "USER_CODE_MASK \(mask ?? "") is refused: it must hold one * for each of the "
                    + "\(userCodeLength) symbols (USER_CODE_LENGTH) and nothing else but -.")
        }
        try Self.checkGuesses(of: userCode)
        self.userCode = userCode

        let tokens = value(.resultTokenSet).flatMap { $0.isEmpty ? nil : $0 } ?? "ACCESS+REFRESH"
        guard let resultTokenSet = ResultTokenSet(tokens) else {
            throw GrantSettingsError(
                "RESULT_TOKEN_SET \(tokens) is refused: join ACCESS with any of ID and REFRESH by "
                    + "+, each once.")
        }
        self.resultTokenSet = resultTokenSet

        let mismatch = value(.networkMismatch).flatMap { $0.isEmpty ? nil : $0 } ?? "WARN"
        guard let networkMismatch = NetworkMismatch(rawValue: mismatch) else {
            throw GrantSettingsError(
                "NETWORK_MISMATCH \(mismatch) is refused: use WARN, or REFUSE to connect no device "
                    + "from another network than the browser's.")
        }
        self.networkMismatch = networkMismatch
    }

    /// RFC 8628 §5.1: entropy and attempt limit together must leave no more than 2^-32.
    private static func checkGuesses(of format: UserCodeFormat) throws(GrantSettingsError) {
        let symbols = format.alphabet.symbols.count
        let bits = bits(symbols, format.length)
        let attempts = Limits.codeAttemptsPerAccount
        let left = bits - log2(Double(attempts))
        guard left < Limits.userCodeSecurityBits else { return }
        let needed = Limits.userCodeSecurityBits + log2(Double(attempts))
        throw GrantSettingsError(
            "USER_CODE_LENGTH \(format.length) is refused: \(format.length) symbols of an alphabet "
                + "of \(symbols) give \(text(bits)) bits; \(attempts) attempts leave 2^-"
                + "\(text(left)), and 2^-32 is asked (RFC 8628 §5.1). Use USER_CODE_LENGTH "
                + "\(length(needed, format.alphabet)) or more, or a wider USER_CODE_FORMAT.")
    }

    private static func integer(
        _ name: SettingName, _ value: (SettingName) -> String?, default standard: Int,
        in range: ClosedRange<Int>
    ) throws(GrantSettingsError) -> Int {
        guard let text = value(name), !text.isEmpty else { return standard }
        guard let number = Int(text), range.contains(number) else {
            throw GrantSettingsError(
                "\(name.rawValue) \(text) is refused: use a whole number from "
                    + "\(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    private static func alphabet(
        _ name: SettingName, _ value: (SettingName) -> String?, default standard: String
    ) throws(GrantSettingsError) -> CodeAlphabet {
        let format = value(name).flatMap { $0.isEmpty ? nil : $0 } ?? standard
        guard let alphabet = CodeAlphabet(format: format) else {
            throw GrantSettingsError(
                "\(name.rawValue) \(format) is refused: use any of # digits, a lower case, b "
                    + "lower-case consonants, A upper case, B upper-case consonants, ! special.")
        }
        return alphabet
    }

    private static func bits(_ symbols: Int, _ length: Int) -> Double {
        log2(Double(symbols)) * Double(length)
    }

    private static func length(_ bits: Double, _ alphabet: CodeAlphabet) -> Int {
        guard alphabet.symbols.count > 1 else { return Int.max }
        return Int((bits / log2(Double(alphabet.symbols.count))).rounded(.up))
    }

    private static func text(_ bits: Double) -> String {
        String(format: "%.1f", bits)
    }
}
