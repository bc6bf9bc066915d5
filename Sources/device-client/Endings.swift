import BoundedBytes
import CLinuxBoard
import LinuxBoard

/// Ends the program: its words make no sense. Exit status 2.
func endAsMisused(_ what: StaticString, _ word: borrowing Span<UInt8> = Span()) -> Never {
    var line = TextLine(to: .standardError)
    line.add("device-client: ")
    line.add(what)
    line.add(word.isEmpty ? "" : " ")
    line.add(word)
    line.add(". See device-client --help.")
    line.end()
    board_exit(2)
}

/// Ends the program: something outside it is missing or refuses. Exit status 15.
func endForEnvironment(
    _ what: StaticString, _ place: borrowing Span<UInt8>, _ why: StaticString
) -> Never {
    var line = TextLine(to: .standardError)
    line.add("device-client: ")
    line.add(what)
    line.add(place.isEmpty ? "" : " ")
    line.add(place)
    line.add(": ")
    line.add(why)
    line.add(".")
    line.end()
    board_exit(15)
}

/// As above, for a place that every machine has.
func endForEnvironment(_ what: StaticString, _ place: StaticString, _ error: SystemError) -> Never {
    // Holds: a static text's bytes are there for the life of the program.
    endForEnvironment(
        what, unsafe Span(_unsafeStart: place.utf8Start, count: place.utf8CodeUnitCount),
        error.explanation)
}

/// As above, for the file or device that the option names.
func endForEnvironment<let capacity: Int>(
    _ what: StaticString, _ options: Options, _ option: Option,
    _ words: borrowing FixedBytes<capacity>, _ why: StaticString
) -> Never {
    words.withBytes { endForEnvironment(what, $0.extracting(options.place(of: option)), why) }
}
