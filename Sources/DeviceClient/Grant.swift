// swift-format-ignore-file: AlwaysUseLowerCamelCase
// A function that C calls has the name that the header gives it.

import BoundedBytes
import CDeviceClient
import DeviceGrant
import HTTPWire

@c @implementation
func device_client_start(
    _ client: UnsafeMutablePointer<device_client>, _ now: UInt32, _ entropy: UInt32
) {
    unsafe client.grant.pointee.start(at: Instant(tick: now), entropy: entropy)
}

@c @implementation
func device_client_cancel(_ client: UnsafeMutablePointer<device_client>, _ now: UInt32) {
    unsafe client.grant.pointee.cancel(at: Instant(tick: now))
}

@c @implementation
func device_client_poll(
    _ client: UnsafeMutablePointer<device_client>, _ now: UInt32,
    _ action: UnsafeMutablePointer<device_client_action>
) -> device_client_step {
    unsafe action.pointee = device_client_action()
    switch unsafe client.grant.pointee.poll(at: Instant(tick: now)) {
    case .idle: return DEVICE_CLIENT_IDLE
    case .wait(let due):
        unsafe action.pointee.until_ms = due.tick
        return DEVICE_CLIENT_WAIT
    case .connect(let name, let due):
        unsafe action.pointee.until_ms = due.tick
        unsafe client.configuration.pointee.withEndpoint(name) { endpoint in
            unsafe action.pointee.host = endpoint.withHost { unsafe device_client_text($0) }
            unsafe action.pointee.port = endpoint.port
            unsafe action.pointee.tls = !endpoint.isPlaintext
        }
        return DEVICE_CLIENT_CONNECT
    case .send(_, let due):
        unsafe action.pointee.until_ms = due.tick
        return DEVICE_CLIENT_SEND
    case .receive(let due):
        unsafe action.pointee.until_ms = due.tick
        return DEVICE_CLIENT_RECEIVE
    case .close: return DEVICE_CLIENT_CLOSE
    case .display(let screen):
        unsafe client.screen.pointee = screen
        return DEVICE_CLIENT_DISPLAY
    case .store(.nothing): return DEVICE_CLIENT_ERASE
    case .store: return DEVICE_CLIENT_STORE
    case .finish: return DEVICE_CLIENT_FINISH
    }
}

@c @implementation
func device_client_write_request(
    _ client: UnsafeMutablePointer<device_client>, _ buffer: UnsafeMutablePointer<UInt8>,
    _ capacity: Int
) -> Int {
    unsafe withOutput(buffer, capacity) {
        unsafe client.grant.pointee.writeRequest(
            for: client.configuration.pointee, to: &$0)
    }
}

@c @implementation
func device_client_did_connect(_ client: UnsafeMutablePointer<device_client>, _ now: UInt32) {
    unsafe client.grant.pointee.transportDidConnect(at: Instant(tick: now))
}

@c @implementation
func device_client_did_send(_ client: UnsafeMutablePointer<device_client>, _ now: UInt32) {
    unsafe client.grant.pointee.transportDidSend(at: Instant(tick: now))
}

@c @implementation
func device_client_receive(
    _ client: UnsafeMutablePointer<device_client>, _ bytes: UnsafePointer<UInt8>, _ count: Int,
    _ now: UInt32
) {
    unsafe withBytes(bytes, count) {
        unsafe client.grant.pointee.receive($0, at: Instant(tick: now))
    }
}

@c @implementation
func device_client_did_close(_ client: UnsafeMutablePointer<device_client>, _ now: UInt32) {
    unsafe client.grant.pointee.transportDidClose(at: Instant(tick: now))
}

@c @implementation
func device_client_did_fail(
    _ client: UnsafeMutablePointer<device_client>, _ failure: device_client_failure, _ now: UInt32
) {
    unsafe client.grant.pointee.transportDidFail(
        TransportFailure(failure), at: Instant(tick: now))
}

extension TransportFailure {
    fileprivate init(_ failure: device_client_failure) {
        switch failure {
        case DEVICE_CLIENT_NAME_NOT_RESOLVED: self = .nameNotResolved
        case DEVICE_CLIENT_NAME_SERVICE_FAILED: self = .nameServiceFailed
        case DEVICE_CLIENT_UNREACHABLE: self = .unreachable
        case DEVICE_CLIENT_REFUSED: self = .refused
        case DEVICE_CLIENT_TIMED_OUT: self = .timedOut
        case DEVICE_CLIENT_CLOSED: self = .closed
        case DEVICE_CLIENT_CERTIFICATE_NOT_TRUSTED: self = .certificateNotTrusted
        case DEVICE_CLIENT_CERTIFICATE_EXPIRED: self = .certificateExpired
        case DEVICE_CLIENT_CERTIFICATE_NAME_MISMATCH: self = .certificateNameMismatch
        case DEVICE_CLIENT_HANDSHAKE_FAILED: self = .handshakeFailed
        case DEVICE_CLIENT_TLS_OUT_OF_MEMORY: self = .outOfMemory
        case DEVICE_CLIENT_NO_ENTROPY: self = .noEntropy
        default: preconditionFailure("no failure of the header's")
        }
    }
}
