/// The settings of the grant, under the names of the AWS solution this server grew from; the mask
/// and the networks are this server's own.
public enum SettingName: String, Sendable, CaseIterable {
    /// Seconds that a pair of codes lives: 5 to 1,800, 600 unless set.
    case codeExpiration = "CODE_EXPIRATION"
    /// Classes of symbols: `#` digits, `a` `A` letters, `b` `B` consonants, `!` special.
    case deviceCodeFormat = "DEVICE_CODE_FORMAT"
    /// Symbols of a device code, 64 unless set.
    case deviceCodeLength = "DEVICE_CODE_LENGTH"
    /// As ``deviceCodeFormat``, without special symbols.
    case userCodeFormat = "USER_CODE_FORMAT"
    /// Symbols of a user code, 8 unless set.
    case userCodeLength = "USER_CODE_LENGTH"
    /// How a user code is shown, a `*` for each symbol: `****-****`.
    case userCodeMask = "USER_CODE_MASK"
    /// Least seconds between two polls: 1 to 60, 5 unless set.
    case pollingInterval = "POLLING_INTERVAL"
    /// `ACCESS`, with `ID` and `REFRESH` joined by `+`.
    case resultTokenSet = "RESULT_TOKEN_SET"
    /// `WARN`, or `REFUSE` what is asked and decided on different networks.
    case networkMismatch = "NETWORK_MISMATCH"
}
