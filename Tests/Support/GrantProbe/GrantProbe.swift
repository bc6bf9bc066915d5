import BoundedBytes
import DeviceGrant
import Glibc

/// A process that plays a device from the sign-in to the sign-out, for a test that searches its
/// memory from outside.
///
/// Standard input is the server. On standard output stands `a` when an answer is wanted, `t` and a
/// line with the token that is handed over, and `s` when the probe has come to its next stop, where it
/// waits for a byte. No secret is in its code or its arguments: what is found in its memory has come
/// through the machines.
///
/// The one argument is the file that serves as the device's flash.
@main struct GrantProbe {
    static func main() throws {
        // Where they stay, as moving a machine copies its secrets.
        let grant = UnsafeMutablePointer<StandardDeviceGrant>.allocate(capacity: 1)
        grant.initialize(to: DeviceGrant())
        let keeper = UnsafeMutablePointer<StandardTokenKeeper>.allocate(capacity: 1)
        keeper.initialize(to: TokenKeeper())
        var driver = try ProbeDriver(flash: FlashFile(path: CommandLine.arguments[1]))

        grant.pointee.start(at: driver.now, entropy: 1)
        var waits = 0
        driver.run(&grant.pointee) { action in
            if case .wait = action { waits += 1 }
            return waits == 2
        }
        driver.stop()  // pending: one poll has been answered

        driver.run(&grant.pointee) { $0 == .finish(.granted) }
        driver.stop()  // granted: the tokens are held

        grant.pointee.withAccessToken { driver.handOver($0) }
        grant.pointee.wipeTokens()
        driver.stop()  // released

        try driver.readRecord { keeper.pointee.restore($0) }
        _ = keeper.pointee.keep(at: driver.now, wallClockSeconds: nil, entropy: 1)
        driver.stop()  // kept: the tokens have come back from the flash

        keeper.pointee.refresh(at: driver.now)
        driver.run(&keeper.pointee) { $0 == .store(.tokens) }
        driver.stop()  // refreshed: the new tokens are held, and the old ones still

        driver.run(&keeper.pointee) { if case .wait = $0 { true } else { false } }
        driver.stop()  // rotated

        driver.signOut(&keeper.pointee)
        driver.run(&keeper.pointee) { $0 == .finish(.signedOut(.revoked)) }
        driver.stop()  // signed out
    }
}
