package io.yume.data;

/**
 * A published file.
 *
 * @param name its name below its host
 * @param md5 the published checksum, hexadecimal
 */
record RemoteFile(String name, String md5) {}
