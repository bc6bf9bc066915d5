// swift-format-ignore-file: AlwaysUseLowerCamelCase
// A function that C calls has the name that the header gives it.

import BoundedBytes
import CDeviceClient
import DeviceGrant

// What survives a power cut.

@c @implementation
func device_client_write_record(
    _ client: UnsafePointer<device_client>, _ now: UInt32, _ wallClockSeconds: UInt32,
    _ sink: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<UInt8>, Int) -> Bool,
    _ context: UnsafeMutableRawPointer?
) -> Bool {
    do throws(PartNotTaken) {
        try unsafe client.grant.pointee.forEachRecordPart(
            at: Instant(tick: now), wallClockSeconds: wallClock(wallClockSeconds)
        ) { (part) throws(PartNotTaken) in
            let isTaken = unsafe part.withUnsafeBufferPointer { part in
                // A part is never empty.
                if let start = part.baseAddress {
                    unsafe sink(context, start, part.count)
                } else {
                    true
                }
            }
            guard isTaken else { throw PartNotTaken() }
        }
        return true
    } catch {
        return false
    }
}

@c @implementation
func device_client_did_store(_ client: UnsafeMutablePointer<device_client>, _ now: UInt32) {
    unsafe client.grant.pointee.recordDidStore(at: Instant(tick: now))
}

@c @implementation
func device_client_did_not_store(_ client: UnsafeMutablePointer<device_client>, _ now: UInt32) {
    unsafe client.grant.pointee.recordDidNotStore(at: Instant(tick: now))
}

@c @implementation
func device_client_restore(
    _ client: UnsafeMutablePointer<device_client>, _ bytes: UnsafePointer<UInt8>, _ count: Int
) {
    unsafe withBytes(bytes, count) { unsafe client.grant.pointee.restore($0) }
}

@c @implementation
func device_client_resume(
    _ client: UnsafeMutablePointer<device_client>, _ now: UInt32, _ wallClockSeconds: UInt32,
    _ entropy: UInt32
) -> Bool {
    unsafe client.grant.pointee.resume(
        at: Instant(tick: now), wallClockSeconds: wallClock(wallClockSeconds), entropy: entropy)
        == .codes
}

private struct PartNotTaken: Error {}
