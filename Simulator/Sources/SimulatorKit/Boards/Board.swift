import DeviceScreen

/// A board that the client runs on, as its `board.json` describes it.
public struct Board: Equatable, Sendable {
    /// `vendor/board`, the two folders that its file lies in.
    public var id: String
    /// The product's name.
    public var name: String
    public var vendor: String
    public var deviceClass: DeviceClass
    public var status: Status
    /// The documents that the figures come from; none for a generic board.
    public var sources: [Source]
    public var architecture: Architecture
    /// The Swift target triple that the client is compiled for.
    public var triple: String
    /// Main memory.
    public var memoryBytes: Int
    /// Where memory and flash lie; none where no document says so.
    public var regions: [Region]
    /// What the client may use in all: state, buffers, TLS arena and stack. The framebuffer is
    /// apart.
    public var clientBudgetBytes: Int
    /// Nil on a board without a display.
    public var display: Display?
    /// Whether there is a serial console.
    public var console: Bool
    public var buttons: [Button]

    /// What kind of device it is.
    public enum DeviceClass: String, Codable, Sendable, CaseIterable {
        /// A stick or a box at a television.
        case television
        case singleBoardComputer = "single-board-computer"
        case camera
        /// A box without a display.
        case gateway
        /// A watch or a badge.
        case wearable
    }

    /// How far the client was seen running on the board.
    public enum Status: String, Codable, Sendable, CaseIterable {
        /// In the simulator alone.
        case simulated
        /// Its image runs in an emulator.
        case emulated
        /// On the hardware, with a date and a log in the board's README.
        case runsOnHardware = "runs-on-hardware"
    }

    public enum Architecture: String, Codable, Sendable, CaseIterable {
        case aarch64
        case armv7
        case armv7em
        case x86_64
    }

    /// The buttons that sign-in can use.
    public enum Button: String, Codable, Sendable, CaseIterable {
        case select
        case back
    }

    public struct Display: Equatable, Sendable {
        public var widthPixels: Int
        public var heightPixels: Int
        public var shape: Shape
        public var format: Format

        public enum Shape: String, Codable, Sendable, CaseIterable {
            case rectangle
            case round
        }

        /// The colours of one pixel. Whatever they are, the client draws in RGB565, and the board's
        /// driver reduces it.
        public enum Format: String, Codable, Sendable, CaseIterable {
            /// Five bits of red, six of green, five of blue, or more.
            case rgb565
            /// One bit each.
            case rgb111
            /// Four shades.
            case grey2
            /// Light or dark.
            case grey1
        }

        /// The memory of one picture as the client draws it, two bytes a pixel.
        public var framebufferBytes: Int { widthPixels * heightPixels * 2 }

        /// The geometry that the device's screens are drawn for.
        public var panel: Panel {
            Panel(
                width: widthPixels, height: heightPixels,
                shape: shape == .round ? .round : .rectangle)
        }
    }
}
