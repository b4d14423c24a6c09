# `make formula` fills in what is between @s.
class OllamaMemtrace < Formula
  desc "Record and draw the memory of Ollama's processes and the system"
  homepage "@HOMEPAGE@"
  url "@URL@"
  sha256 "@SHA256@"
  license "MIT"

  depends_on "pkgconf" => :build
  depends_on "jansson"

  uses_from_macos "curl"
  uses_from_macos "libxml2"

  def install
    system "make", "install", "PREFIX=#{prefix}", "BASHCOMPDIR=#{bash_completion}"
  end

  test do
    system bin/"proctrace", "-q", "-n", "2", "-i", "0.1", "-m", ".", "-o", "process.tsv"
    system bin/"systrace", "-q", "-n", "2", "-i", "0.1", "-o", "system.log"
    system bin/"memgraph", "--strict", "process.tsv", "system.log", "graph.svg"
    assert_match "<svg", (testpath/"graph.svg").read
    assert_match version.to_s, shell_output("#{bin}/memtrace --version")
  end
end
