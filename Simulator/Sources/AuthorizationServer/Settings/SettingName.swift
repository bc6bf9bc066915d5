/// The settings of the grant, under the names of the AWS solution this server grew from; the mask
/// and the networks are this server's own.
public enum SettingName: String, Sendable, CaseIterable {
    case codeExpiration = "CODE_EXPIRATION"
    case deviceCodeFormat = "DEVICE_CODE_FORMAT"
    case deviceCodeLength = "DEVICE_CODE_LENGTH"
    case userCodeFormat = "USER_CODE_FORMAT"
    case userCodeLength = "USER_CODE_LENGTH"
    case userCodeMask = "USER_CODE_MASK"
    case pollingInterval = "POLLING_INTERVAL"
    case resultTokenSet = "RESULT_TOKEN_SET"
    case networkMismatch = "NETWORK_MISMATCH"
}
