import DeviceGrant
import SimulatorKit

extension GrantOutcome {
    /// What the person at the command line can do about a run that failed; nil for an outcome that
    /// is no failure of the set-up.
    func advice(_ options: RunOptions) -> String? {
        switch self {
        case .granted, .denied, .expired, .cancelled: nil
        // The transport knows no other machine without TLS.
        case .networkFailure(.unreachable) where options.insecureHttp:
            "without TLS only a server on this machine is reached: use https://, or an endpoint at "
                + "127.0.0.1."
        case .networkFailure(let failure): failure.advice
        case .refusedAnswer, .outOfMemory: reason
        }
    }
}

extension TransportFailure {
    fileprivate var advice: String {
        switch self {
        case .nameNotResolved:
            "no address is known for the server's name: correct the endpoints, or give the address "
                + "with --resolve."
        case .nameServiceFailed:
            "no name server answers: check the network and /etc/resolv.conf, or give the address with "
                + "--resolve."
        case .unreachable, .refused, .timedOut, .closed:
            "no server answers: start it, or correct host and port of the endpoints."
        case .certificateNotTrusted:
            "the server's certificate is signed by none of the trusted authorities: name the file "
                + "of its own with --ca."
        case .certificateExpired:
            "the server's certificate is not valid at this time: renew it, or set this machine's "
                + "clock."
        case .certificateNameMismatch:
            "the server's certificate is for another name: use that name in the endpoints, and "
                + "--resolve to say where it is."
        case .handshakeFailed:
            "the server agrees to no secure connection: it must offer TLS 1.2."
        case .outOfMemory, .noEntropy: GrantOutcome.networkFailure(self).reason
        }
    }
}
