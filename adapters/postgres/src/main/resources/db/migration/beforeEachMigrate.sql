-- In the transaction of each migration. One that waits for a table keeps everybody waiting who asks for the table
-- later, and so whoever sells. So it gives up soon, and `./holdfast migrate` tries again.
SET LOCAL lock_timeout = '1s';
