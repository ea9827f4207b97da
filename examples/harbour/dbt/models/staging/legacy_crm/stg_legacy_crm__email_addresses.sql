-- written by `onefold source build` from sources/legacy_crm.yml; edit that file
-- content 5284d8d88224ecb0
with

latest as (
    select *
    from {{ source('raw_legacy_crm', 'email_addresses') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        {{ onefold.clean_text('date_modified') }} as date_modified,
        {{ onefold.clean_text('deleted') }} as deleted,
        {{ onefold.clean_text('email_address') }} as email_address,
        {{ onefold.clean_text('invalid_email') }} as invalid_email,
        {{ onefold.clean_text('opt_out') }} as opt_out,
        _of_deleted_at
    from latest
)

select
    {{ onefold.record_name('legacy_crm', 'email_addresses', ['id']) }} as record_name,
    (coalesce({{ onefold.read_boolean('deleted') }} = true, false) or _of_deleted_at is not null) as is_deleted,
    id,
    date_modified,
    deleted,
    email_address,
    invalid_email,
    opt_out
from received
