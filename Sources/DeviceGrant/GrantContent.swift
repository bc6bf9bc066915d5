import BoundedBytes

/// The texts of a grant, each in its own buffer: what is shown, and what is secret.
struct GrantContent<let codeCapacity: Int, let uriCapacity: Int, let tokenCapacity: Int>:
    ~Copyable, TextHolder
{
    var deviceCode = Secret<codeCapacity>()
    var userCode = FixedBytes<32>()
    var verificationURI = FixedBytes<uriCapacity>()
    var verificationURIComplete = FixedBytes<uriCapacity>()
    var accessToken = Secret<tokenCapacity>()
    var refreshToken = Secret<tokenCapacity>()
    var idToken = Secret<tokenCapacity>()

    /// Adds bytes to a member's text; none if they do not fit.
    mutating func append(
        _ bytes: borrowing Span<UInt8>, to member: AnswerMember
    ) throws(CapacityExceeded) {
        switch member {
        case .deviceCode: try deviceCode.append(bytes)
        case .userCode: try userCode.append(bytes)
        case .verificationURI, .verificationURL: try verificationURI.append(bytes)
        case .verificationURIComplete: try verificationURIComplete.append(bytes)
        case .accessToken: try accessToken.append(bytes)
        case .refreshToken: try refreshToken.append(bytes)
        case .idToken: try idToken.append(bytes)
        default: break
        }
    }

    mutating func wipe(_ member: AnswerMember) {
        switch member {
        case .deviceCode: deviceCode.wipe()
        case .userCode: userCode.wipe()
        case .verificationURI, .verificationURL: verificationURI.wipe()
        case .verificationURIComplete: verificationURIComplete.wipe()
        case .accessToken: accessToken.wipe()
        case .refreshToken: refreshToken.wipe()
        case .idToken: idToken.wipe()
        default: break
        }
    }

    /// Whether anything of an answer with codes is there; a URI may hold the user code.
    var hasCodes: Bool {
        !deviceCode.isEmpty || !userCode.isEmpty || !verificationURI.isEmpty
            || !verificationURIComplete.isEmpty
    }

    mutating func wipeCodes() {
        deviceCode.wipe()
        userCode.wipe()
        verificationURI.wipe()
        verificationURIComplete.wipe()
    }

    mutating func wipeTokens() {
        accessToken.wipe()
        refreshToken.wipe()
        idToken.wipe()
    }
}
