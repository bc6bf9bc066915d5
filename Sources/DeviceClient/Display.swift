// swift-format-ignore-file: AlwaysUseLowerCamelCase
// A function that C calls has the name that the header gives it.

import BoundedBytes
import CDeviceClient
import DeviceGrant

// What the firmware draws, and what the application takes.

@c @implementation
func device_client_screen(_ client: UnsafePointer<device_client>) -> device_client_screen {
    switch unsafe client.screen.pointee {
    case .connecting: DEVICE_CLIENT_SCREEN_CONNECTING
    case .code: DEVICE_CLIENT_SCREEN_CODE
    case .networkTrouble: DEVICE_CLIENT_SCREEN_NETWORK_TROUBLE
    case .finished: DEVICE_CLIENT_SCREEN_FINISHED
    }
}

@c @implementation
func device_client_user_code(_ client: UnsafePointer<device_client>) -> device_client_text {
    unsafe client.grant.pointee.withUserCode { unsafe device_client_text($0) }
}

@c @implementation
func device_client_verification_uri(_ client: UnsafePointer<device_client>) -> device_client_text {
    unsafe client.grant.pointee.withVerificationURI { unsafe device_client_text($0) }
}

@c @implementation
func device_client_verification_uri_complete(_ client: UnsafePointer<device_client>)
    -> device_client_text
{
    unsafe client.grant.pointee.withVerificationURIComplete {
        unsafe device_client_text($0)
    }
}

@c @implementation
func device_client_remaining_seconds(_ client: UnsafePointer<device_client>, _ now: UInt32)
    -> UInt32
{
    let now = Instant(tick: now)
    let milliseconds = unsafe client.grant.pointee.remainingMilliseconds(at: now) ?? 0
    return (milliseconds + 999) / 1_000
}

@c @implementation
func device_client_outcome(_ client: UnsafePointer<device_client>) -> device_client_outcome {
    switch unsafe client.outcome {
    case nil: DEVICE_CLIENT_UNFINISHED
    case .granted: DEVICE_CLIENT_GRANTED
    case .denied: DEVICE_CLIENT_DENIED
    case .expired: DEVICE_CLIENT_EXPIRED
    case .networkFailure: DEVICE_CLIENT_NETWORK_FAILURE
    case .refusedAnswer: DEVICE_CLIENT_REFUSED_ANSWER
    case .outOfMemory: DEVICE_CLIENT_OUT_OF_MEMORY
    case .cancelled: DEVICE_CLIENT_CANCELLED
    }
}

@c @implementation
func device_client_reason(
    _ client: UnsafePointer<device_client>, _ text: UnsafeMutablePointer<CChar>, _ capacity: Int
) -> Int {
    let bytes = unsafe UnsafeMutableRawPointer(text).assumingMemoryBound(to: UInt8.self)
    let count = unsafe withOutput(bytes, capacity - 1) { output in
        do throws(CapacityExceeded) {
            try unsafe client.outcome?.writeReason(to: &output)
        } catch {
            output.removeAll()
        }
    }
    unsafe bytes[count] = 0
    return count
}

@c @implementation
func device_client_access_token(_ client: UnsafePointer<device_client>) -> device_client_text {
    unsafe client.grant.pointee.withAccessToken { unsafe device_client_text($0) }
}

@c @implementation
func device_client_refresh_token(_ client: UnsafePointer<device_client>) -> device_client_text {
    unsafe client.grant.pointee.withRefreshToken { unsafe device_client_text($0) }
}

@c @implementation
func device_client_id_token(_ client: UnsafePointer<device_client>) -> device_client_text {
    unsafe client.grant.pointee.withIDToken { unsafe device_client_text($0) }
}

@c @implementation
func device_client_access_token_seconds(_ client: UnsafePointer<device_client>) -> UInt32 {
    unsafe client.grant.pointee.accessTokenLifetimeSeconds ?? 0
}

@c @implementation
func device_client_wipe_tokens(_ client: UnsafeMutablePointer<device_client>) {
    unsafe client.grant.pointee.wipeTokens()
}

extension UnsafePointer<device_client> {
    /// How the grant ended, once that is shown.
    fileprivate var outcome: GrantOutcome? {
        if case .finished(let outcome) = unsafe screen.pointee { outcome } else { nil }
    }
}
