import CLinuxBoard
import LinuxBoard

/// What the first program of a machine does before a grant. Whatever it needs and does not get ends the
/// program with one line.
enum Machine {
    /// The kernel modules' files, one a line, each behind those that it needs.
    private static let order: StaticString = "/modules/order"

    /// Whether this is the first program of a machine. If so, its words can be read from then on, and the
    /// end of the program is that of the machine.
    static func isFirst() -> Bool {
        do throws(SystemError) {
            return try checked(Int(board_machine_begin())) == 1
        } catch {
            endForEnvironment("cannot mount", "/proc", error)
        }
    }

    /// Makes the devices and the network ready.
    static func start() {
        var line = TextLine(to: .standardError)
        line.add("device-client: the first program of this machine.")
        line.end()
        do throws(SystemError) {
            _ = try checked(Int(board_devices_mount()))
        } catch {
            endForEnvironment("cannot mount", "/dev", error)
        }
        loadModules()
        do throws(SystemError) {
            _ = try checked(Int(board_network_begin()))
        } catch {
            // Not the end: what cannot be reached then, the grant says, with the status for it.
            line.add("device-client: the network eth0 cannot be brought up: ")
            line.add(error.explanation)
            line.add(".")
            line.end()
        }
    }

    private static func loadModules() {
        do throws(SystemError) {
            let names = unsafe try mapFile(path(order))
            loadModules(unsafe names.span)
        } catch {
            // A kernel with all drivers inside has no modules.
            guard error.number != ENOENT else { return }
            endForEnvironment("cannot read", order, error)
        }
    }

    /// - Parameter names: Each ends in a line end.
    private static func loadModules(_ names: borrowing Span<UInt8>) {
        var start = 0
        for index in names.indices where names[index] == UInt8(ascii: "\n") {
            let name = names.extracting(start..<index)
            do throws(SystemError) {
                // Holds: the bytes live through the call.
                _ = try checked(
                    Int(
                        unsafe name.withUnsafeBufferPointer {
                            unsafe board_module_load($0.baseAddress, $0.count)
                        }))
            } catch {
                endForEnvironment("cannot load the kernel module", name, error.explanation)
            }
            start = index + 1
        }
    }
}

/// The text as a path for C.
///
/// - Parameter text: A literal, which ends in a NUL and stays for the life of the program.
func path(_ text: StaticString) -> UnsafePointer<CChar> {
    unsafe UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}
