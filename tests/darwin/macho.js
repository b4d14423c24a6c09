// Print the kind of each Mach-O program, and fail if one is not an executable
// for macOS VERSION and for the architecture in the name of its folder.
// usage: node tests/darwin/macho.js VERSION ARCH/PROGRAM ...
'use strict';
const fs = require('fs');
const path = require('path');

const MAGIC_64 = 0xfeedfacf, EXECUTE = 2, PLATFORM_MACOS = 1;
const LC_LOAD_DYLIB = 0xc, LC_BUILD_VERSION = 0x32;
const CPU = { 0x0100000c: 'arm64', 0x01000007: 'x86_64' };

function look(file) {
	const bytes = fs.readFileSync(file);
	if (bytes.readUInt32LE(0) !== MAGIC_64)
		throw new Error('not a Mach-O of 64 bits');
	if (bytes.readUInt32LE(12) !== EXECUTE)
		throw new Error('not an executable');
	const found = { arch: CPU[bytes.readUInt32LE(4)], libraries: [] };
	let at = 32;
	for (let i = bytes.readUInt32LE(16); i > 0; i--) {
		const command = bytes.readUInt32LE(at);
		if (command === LC_BUILD_VERSION) {
			const v = bytes.readUInt32LE(at + 12);
			found.platform = bytes.readUInt32LE(at + 8);
			found.version = `${v >> 16}.${(v >> 8) & 255}`;
		} else if (command === LC_LOAD_DYLIB) {
			const name = at + bytes.readUInt32LE(at + 8);
			found.libraries.push(bytes.toString('utf8', name,
			    bytes.indexOf(0, name)));
		}
		at += bytes.readUInt32LE(at + 4);
	}
	return found;
}

const [version, ...files] = process.argv.slice(2);
if (files.length === 0)
	process.exit(2);
for (const file of files) {
	try {
		const found = look(file);
		const arch = path.basename(path.dirname(file));
		if (found.arch !== arch)
			throw new Error(`for ${found.arch}`);
		if (found.platform !== PLATFORM_MACOS ||
		    found.version !== version)
			throw new Error(`for platform ${found.platform} ` +
			    found.version);
		console.log(`${path.basename(file)}: ${arch}, ` +
		    `macOS ${version}, ${found.libraries.join(' ')}`);
	} catch (error) {
		console.error(`${file}: ${error.message}`);
		process.exitCode = 1;
	}
}
